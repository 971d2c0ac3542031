import there_is_no_such_module

there_is_no_such_module.use()
