"""SIP telephones made of SIPp: citizens who call, agents who answer, and the far end of transfers and callbacks.

Used by the demo and the tests. They know SIP and nothing of the product, so they see what a real telephone sees.
"""
