"""What Asterisk's queues and telephones are told, and what is seen of them."""
