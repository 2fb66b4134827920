"""What operators put up for partners: quick links."""
