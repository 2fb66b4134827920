"""A person's e-mail address, changed by a link that is mailed to the new one."""
