"""SIP phones out of SIPp: citizens who call, agents who answer, utilities that are called. For the demo and the tests.

They know SIP and nothing of the product, so that what they see is what a real telephone would see.
"""
