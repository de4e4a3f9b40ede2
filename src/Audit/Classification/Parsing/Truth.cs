namespace Audit.Classification.Parsing;

/// <summary>What is known of a condition without looking at any row.</summary>
internal enum Truth : byte
{
    /// <summary>It depends on the row, or was not understood.</summary>
    Unknown,

    /// <summary>It holds for every row.</summary>
    True,

    /// <summary>It holds for no row.</summary>
    False,
}
