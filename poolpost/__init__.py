"""
Everything but a project's own stacks: settings, checks, the gate, the commands, the constructs.

Only `poolpost.constructs` imports cdktf, constructs or jsii: every command starts in well under half a second,
and the safety step can be read and tested without Terraform.
"""
