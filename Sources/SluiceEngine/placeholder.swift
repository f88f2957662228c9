enum SluiceEnginePlaceholder {}
