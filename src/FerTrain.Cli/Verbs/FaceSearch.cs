namespace FerTrain.Cli.Verbs;

/// <summary>Where the faces of an image are.</summary>
internal enum FaceSearch
{
    /// <summary>Where the cascade finds them.</summary>
    Haar,

    /// <summary>Each image is one face.</summary>
    Whole,
}
