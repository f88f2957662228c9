enum SluiceSQLitePlaceholder {}
