using Audit.ApiKeys.Storing;
using Audit.ApiKeys.Verifying;
using Microsoft.Extensions.Logging;

namespace Audit.ApiKeys.Usage;

/// <summary>Writes down which keys were used: one statement for all of them.</summary>
internal sealed class KeyUseWriter(KeyUse use, EndedKeys ended, IApiKeyTable table, TimeProvider time, ILogger<KeyUseWriter> logger)
{
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        ended.Forget();
        var taken = use.Take();
        if (taken.Count == 0)
            return;
        try
        {
            await table.NoteUseAsync(taken, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The application must not end with it; the next round writes them as well.
            taken.ForEach(use.Note);
            logger.UseNotWritten(exception, taken.Count);
        }
    }
}
