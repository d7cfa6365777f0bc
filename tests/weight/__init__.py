"""How heavy the product is: the words, buttons and pixels of each screen, and the clicks of each flow."""
