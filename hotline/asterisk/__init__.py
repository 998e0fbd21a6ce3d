"""The two ways in which Asterisk tells what happened: AMI and the journal on its disk."""
