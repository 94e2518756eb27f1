"""Runs in a process of its own on untrusted binary files; imports nothing of the rest of the package."""
