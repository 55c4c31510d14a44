// Keeps what is over, what is on and where the present lies right while a page stays open. It was right when it came.
