namespace Audit.Spooling.Cursors;

/// <summary>A batch that is about to be sent.</summary>
/// <param name="First">The first sequence of its window.</param>
/// <param name="Last">The last sequence of its window.</param>
/// <param name="RetentionClass">Its retention class; the window's batches of lesser classes are stored.</param>
/// <param name="Token">What its token says, which stays even when some of its records get lost.</param>
internal sealed record DeliveryIntent(ulong First, ulong Last, int RetentionClass, BatchToken Token);
