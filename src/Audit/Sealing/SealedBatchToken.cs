namespace Audit.Sealing;

/// <summary>The token of a batch: <c>stream:lowest-highest:root</c>.</summary>
internal static class SealedBatchToken
{
    public static string Of(string stream, ulong first, ulong last, ReadOnlySpan<byte> root) => $"{stream}:{first}-{last}:{Convert.ToHexStringLower(root)}";
}
