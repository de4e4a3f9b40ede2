namespace ReferenceHost.Features.Shop;

internal sealed class Customer
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required string Email { get; set; }
}
