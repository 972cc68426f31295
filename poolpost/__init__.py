"""
The fast side of poolpost: validate, render, look and judge.

Nothing in here imports cdktf, constructs, jsii or `stacks`: every command starts in well under half a second, and
the safety step can be read and tested without Terraform.
"""
