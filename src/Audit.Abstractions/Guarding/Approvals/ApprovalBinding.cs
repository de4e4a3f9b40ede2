namespace Audit.Guarding.Approvals;

/// <summary>What an approval is good for: exactly this operation, by this requester. Two operations with equal bindings are the same operation.</summary>
/// <param name="Fingerprint">The shape of the statement.</param>
/// <param name="ContentHash">A hash over the statement's text as sent and its parameters' values, in hexadecimal digits: SHA-256, then PBKDF2 with 100,000 rounds and the database as its salt, so that neither can be guessed cheaply.</param>
/// <param name="Database">The database: system, server and name.</param>
/// <param name="RequesterId">The id of who asked for it.</param>
public sealed record ApprovalBinding(ulong Fingerprint, string ContentHash, string Database, string RequesterId);
