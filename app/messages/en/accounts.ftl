# Words of accounts.

empty-why-account = The firms that you sell to, with their people, deals and everything that happened. Bring your list, or start with one.
