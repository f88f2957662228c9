enum SluiceTestKitPlaceholder {}
