"""Stories lived at a whole hotline, seen from outside: SIP phones, HTTP, events. Nothing is known of the inside."""
