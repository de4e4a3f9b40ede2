namespace Audit.Crash;

/// <summary>By what a store of this test tells that it has a batch.</summary>
internal enum FileStoreMemory
{
    /// <summary>It tells which rows it has when it is asked, and knows no tokens: a table whose deduplication window has passed.</summary>
    Rows,

    /// <summary>It knows the tokens of batches, and cannot tell which rows it has.</summary>
    Tokens,
}
