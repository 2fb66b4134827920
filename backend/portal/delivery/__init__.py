"""What leaves the house: mails and exports."""
