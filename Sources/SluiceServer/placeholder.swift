enum SluiceServerPlaceholder {}
