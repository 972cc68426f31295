"""What a plan means for mail, for a pull request: the verdict first, then what changes, then the resources."""
