namespace FerTrain.Cli.Verbs;

/// <summary>Where the faces of a picture are.</summary>
internal enum FaceSearch
{
    /// <summary>Where the cascade finds them.</summary>
    Haar,

    /// <summary>Each picture is one face.</summary>
    Whole,
}
