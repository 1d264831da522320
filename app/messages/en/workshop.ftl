# What configures, prices and writes documents, behind the screens.

workshop-restarts = A calculation stopped by itself and can be started again. Nothing that you entered is lost.

problem-workshop-closed = This is not open any more. Open it again.
problem-workshop-fonts = The letters for documents are not on this device yet. Connect once, and they stay here.
problem-workshop-missing = This part of Sextant is not on this device yet. Connect once, and it stays here.
problem-workshop-stopped = The calculation stopped by itself. Nothing that you entered is lost: try again.
problem-workshop-unreadable = The calculation was not understood. Please report it. { $detail }
