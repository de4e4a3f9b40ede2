using Audit.Spooling.Cursors;
using Audit.Storage;

namespace Audit.Spooling.Reading;

/// <summary>A batch that was read from the spool.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="RetentionClass">Its retention class, by its place in the identity.</param>
/// <param name="Token">What its token says.</param>
internal sealed record SpooledBatch(SealedBatch Batch, int RetentionClass, BatchToken Token);
