namespace Audit.Spooling.Reading;

/// <summary>How much is sent at once.</summary>
/// <param name="Rows">The rows from which a window is full.</param>
/// <param name="Bytes">The bytes of rows from which a window is full.</param>
internal readonly record struct WindowLimits(int Rows, int Bytes)
{
    public bool IsReachedBy(DeliveryWindow window) => window.Count >= Rows || window.Bytes >= Bytes;
}
