"""The two witnesses of what happens in Asterisk: AMI and the journal on its disk."""
