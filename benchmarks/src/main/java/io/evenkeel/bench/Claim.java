package io.evenkeel.bench;

/**
 * What is to hold between two entries of a contest.
 *
 * @param subject the entry that the claim is about
 * @param reference the one that it is measured against
 * @param target the least ratio of their speeds
 */
public record Claim(String subject, String reference, double target) {}
