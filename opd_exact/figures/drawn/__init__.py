"""The figures, one file each: FIGURE says what is drawn, and its function draws it."""
