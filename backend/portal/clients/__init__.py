"""The client: the mailed links by which he comes in, and the register of who may enter his account."""
