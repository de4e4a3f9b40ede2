namespace Audit.Classification.Parsing;

/// <summary>
/// Names that statements have mentioned lately, so that the same name is the same string: an application has few tables and many
/// statements. One per thread.
/// </summary>
internal sealed class NamePool
{
    private const int Bits = 8;
    private const int MaxLength = 64;

    private readonly string?[] _names = new string?[1 << Bits];

    public string Get(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxLength)
            return name.ToString();
        ref var known = ref _names[PlaceOf(name)];
        if (known is null || !name.SequenceEqual(known))
            known = name.ToString();
        return known;
    }

    private static int PlaceOf(ReadOnlySpan<char> name)
    {
        var hash = (uint)(name[0] + (name[name.Length / 2] << 10) + (name[^1] << 20) + (name.Length << 26));
        return (int)((hash * 0x9E37_79B1) >> (32 - Bits));
    }
}
