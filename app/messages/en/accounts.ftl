# Words of accounts.

account-empty-why = The firms that you sell to, with their people, deals and everything that happened. Bring your list, or start with one.
