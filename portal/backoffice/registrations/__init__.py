"""The configuration pages of the kernel's rows."""
