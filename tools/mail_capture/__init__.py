"""Reading of captured mail: headers, sender, parts, new text, forwarded blocks. Pure Python, no ORM."""
