"""The constructs of a stack, in AWS's words; the only library here that loads cdktf."""
