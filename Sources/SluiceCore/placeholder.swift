enum SluiceCorePlaceholder {}
