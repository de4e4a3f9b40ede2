using Audit.Sealing;

namespace Audit.Spooling.Cursors;

/// <summary>What the token of a batch says besides its stream.</summary>
/// <param name="First">The sequence of its first row.</param>
/// <param name="Last">The sequence of its last row.</param>
/// <param name="Hash">A hash of what tells its rows from others.</param>
internal sealed record BatchToken(ulong First, ulong Last, byte[] Hash)
{
    public const int HashSize = 32;

    public string Of(string stream) => SealedBatchToken.Of(stream, First, Last, Hash);
}
