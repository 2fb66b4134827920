"""The partner portal: client accounts, credit and rewards for the agencies that bring a vendor its clients."""
