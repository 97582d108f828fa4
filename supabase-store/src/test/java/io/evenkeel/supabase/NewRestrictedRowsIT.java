package io.evenkeel.supabase;

/** The same where they are not copied but inserted. */
class NewRestrictedRowsIT extends NewRowsIT {
    @Override
    SupabaseStore open(TestDatabase database) {
        return database.openRestricted();
    }
}
