# What becomes of an e-mail, for the person who wrote it.

mail-no-server = This server has no mail server set up. An admin can set one up; then try again.
mail-no-quote = The quote is not here as it was sent. Open it, send it, and try again.
mail-link-withdrawn = Its link to the quote was withdrawn. Write a new e-mail.
mail-no-document = The quote could not be printed. Try again without the PDF.
mail-no-pictures = A picture of the quote has not come from its device yet.
mail-unwritable = The e-mail cannot be written: { $error }
mail-refused = The mail server refused it: { $error }
mail-again = Try { $tries } did not get through, and there will be another: { $error }
mail-given-up = { $tries } tries did not get through: { $error }
mail-too-many = More than { $most } e-mails in an hour; this one goes out a little later.
