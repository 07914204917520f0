namespace Rubaru.App.Components;

/// <summary>An image that was to go without its metadata cannot be encoded again here.</summary>
internal sealed class MetadataStaysException : Exception;
