"""Greetings, one sentence each."""


def greet(name: str) -> str:
    """The greeting for `name`."""
    return f"Hello {name}, with love from a wheel"
