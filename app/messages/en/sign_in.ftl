# Signing in, setting up, and what stands before the app.

gate-no-storage = Sextant cannot keep your work here
gate-no-locks = Sextant cannot start here
gate-no-locks-words = It needs a secure address (https) and a current browser, so that its tabs do not overwrite each other’s work.
gate-first-sync = Bringing your book of business to this device
gate-first-sync-words = After this, everything opens and works without a network.
gate-first-sync-progress = Parts received

sign-in-title = Sign in
sign-in-again = Sign in again
sign-in-email = E-mail
sign-in-password = Password
sign-in-go = Sign in
sign-in-hint = No account yet? Ask the person who runs Sextant in your firm.
sign-in-kept = Your work on this device is kept. It is sent after you sign in.
sign-in-offline = The server was not reached. Check the network, then try again.
sign-in-wrong = E-mail and password do not belong together. Check both and try again.
sign-in-foreign = The server does not take this page for its own, so it did not look at the password. Open Sextant at its usual address; if this is the usual one, the person who runs Sextant has to look at the reverse proxy (Host header, SEXTANT_ORIGINS).
sign-in-slow = There were too many tries. Wait a minute, then try again.

set-up-title = Set up Sextant
set-up-own = A workspace of your own
set-up-words = It begins empty, you are its owner, and you can import your data straight away.
set-up-workspace = Name of your firm
set-up-name = Your name
set-up-password-hint = A few words are easy to remember and hard to guess.
set-up-go = Create my empty workspace

set-up-demo = Look around first
set-up-demo-words = The demo workspace is a firm that sells bicycles, desks and pumps, with a year of deals, quotes and orders. All of it is made up.
set-up-demo-go = Start with the demo workspace
set-up-demo-public = Its passwords are known to everybody, so keep real data out of it. A workspace of your own then needs another server, or another data directory.
set-up-demo-people = Who can sign in to it
set-up-demo-password = You begin as the owner. To see it with the eyes of others, sign out and in again as one of these people; the password of each is “{ $password }”.
set-up-demo-making = Records made
set-up-demo-making-words = The demo workspace is being made. In some seconds it opens by itself.
set-up-demo-done = This is the demo workspace, and you are { $name }, its owner.
