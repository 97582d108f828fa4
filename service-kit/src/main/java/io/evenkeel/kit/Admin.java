package io.evenkeel.kit;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A call that changes the migration, or tells what others ask for: needs {@code Authorization: Bearer
 * <EVENKEEL_ADMIN_TOKEN>} where a token is set.
 */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Admin {}
