"""The website: where customers find, order, look after and change things."""
