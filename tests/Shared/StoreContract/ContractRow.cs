namespace Audit.Testing;

/// <summary>A row as a store gives it back.</summary>
/// <param name="sequence">Its sequence.</param>
/// <param name="leafCheck">Its leaf check.</param>
/// <param name="expiresAt">When it expires, in seconds since 1970.</param>
/// <param name="bytes">The canonical columns as RowBinary.</param>
public sealed class ContractRow(ulong sequence, uint leafCheck, uint expiresAt, byte[] bytes) : IEquatable<ContractRow>
{
    public ulong Sequence => sequence;

    public uint LeafCheck => leafCheck;

    public uint ExpiresAt => expiresAt;

    public byte[] Bytes => bytes;

    public bool Equals(ContractRow? other) =>
        other is not null && Sequence == other.Sequence && LeafCheck == other.LeafCheck && ExpiresAt == other.ExpiresAt && Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as ContractRow);

    public override int GetHashCode() => HashCode.Combine(Sequence, LeafCheck);

    public override string ToString() => $"{Sequence} {LeafCheck:x8} {ExpiresAt} {Convert.ToHexStringLower(Bytes)}";
}
