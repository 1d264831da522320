# Words of contacts.

empty-why-contact = The people you talk to: how to reach them, where they work, what was said. Bring your address book, or start with one.
