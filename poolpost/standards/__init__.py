"""What RFCs, AWS and Terraform wrote down. Pure; knows no environment."""
