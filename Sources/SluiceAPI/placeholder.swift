enum SluiceAPIPlaceholder {}
