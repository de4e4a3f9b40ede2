namespace Audit.AspNetCore.Sharing;

/// <summary>The cache that instances of an application share.</summary>
public static class SharedCache
{
    /// <summary>The key under which its <c>IDistributedCache</c> is registered, so that the application's own stays as it is.</summary>
    public const string ServiceKey = "Audit";
}
