"""What stands behind the numbers of a lab, and a plan for whoever presents it, one file a lab."""
