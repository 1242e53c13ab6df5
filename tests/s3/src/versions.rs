//! Objects in files, with their older versions in memory where the bucket keeps them.

use s3s::dto::*;
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A version of an object, or where it has no bytes a mark that it was deleted.
struct Kept {
    id: String,
    bytes: Option<Vec<u8>>,
}

/// Buckets in a folder.
pub(crate) struct Versioned {
    root: PathBuf,
    files: FileSystem,
    kept: Mutex<BTreeMap<(String, String), Vec<Kept>>>,
}

fn is_versioned(bucket: &str) -> bool {
    bucket.starts_with("versioned")
}

/// As forms are encoded, which is how S3 encodes keys in lists.
fn form_encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        _ if byte.is_ascii_alphanumeric() || b"-._*/".contains(&byte) => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn below(folder: &Path, name: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let own = entry.file_name().to_string_lossy().into_owned();
        let name = if name.is_empty() { own } else { format!("{name}/{own}") };
        if entry.path().is_dir() { below(&entry.path(), &name, found) } else { found.push(name) }
    }
}

impl Versioned {
    pub(crate) fn new(root: PathBuf) -> Self {
        let files = FileSystem::new(&root).expect("the folder");
        Self { root, files, kept: Mutex::default() }
    }

    fn path(&self, bucket: &str, key: &str) -> PathBuf {
        self.root.join(bucket).join(key)
    }

    /// Knows of all objects that stand in files.
    fn learn(&self, bucket: &str) {
        let mut keys = Vec::new();
        below(&self.root.join(bucket), "", &mut keys);
        let mut kept = self.kept.lock().unwrap();
        for key in keys {
            let bytes = std::fs::read(self.path(bucket, &key)).ok();
            let versions = kept.entry((bucket.to_owned(), key)).or_default();
            if versions.is_empty() {
                versions.push(Kept { id: "null".to_owned(), bytes });
            }
        }
    }

    /// Writes down which versions there are, for tests to read.
    fn report(&self) {
        let mut text = String::new();
        for ((bucket, key), versions) in self.kept.lock().unwrap().iter() {
            for version in versions {
                text.push_str(&format!("{bucket}/{key} {}\n", version.id));
            }
        }
        std::fs::write(self.root.join("versions"), text).unwrap();
    }

    fn keep(&self, bucket: &str, key: &str, bytes: Option<Vec<u8>>) -> String {
        let mut kept = self.kept.lock().unwrap();
        let versions = kept.entry((bucket.to_owned(), key.to_owned())).or_default();
        let id = format!("v{}", versions.len() + 1);
        versions.push(Kept { id: id.clone(), bytes });
        drop(kept);
        self.report();
        id
    }

    fn forget(&self, bucket: &str, key: &str, id: &str) {
        let mut kept = self.kept.lock().unwrap();
        let versions = kept.entry((bucket.to_owned(), key.to_owned())).or_default();
        versions.retain(|version| version.id != id);
        let path = self.path(bucket, key);
        match versions.last().and_then(|version| version.bytes.as_ref()) {
            Some(bytes) => std::fs::write(path, bytes).unwrap(),
            None => drop(std::fs::remove_file(path)),
        }
        drop(kept);
        self.report();
    }
}

#[async_trait::async_trait]
impl S3 for Versioned {
    async fn get_object(&self, req: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        self.files.get_object(req).await
    }

    async fn head_object(&self, req: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        self.files.head_object(req).await
    }

    async fn list_objects_v2(
        &self,
        mut req: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        // Few, so that lists have several pages.
        req.input.max_keys = Some(req.input.max_keys.unwrap_or(1000).min(3));
        let encoded = req.input.encoding_type.is_some();
        let mut answer = self.files.list_objects_v2(req).await?;
        // The files' own server says that it encodes keys, and does not.
        for object in answer.output.contents.iter_mut().flatten().filter(|_| encoded) {
            object.key = object.key.as_deref().map(form_encoded);
        }
        Ok(answer)
    }

    async fn put_object(&self, req: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        if is_versioned(&bucket) {
            self.learn(&bucket);
        }
        let mut answer = self.files.put_object(req).await?;
        if is_versioned(&bucket) {
            let bytes = std::fs::read(self.path(&bucket, &key)).ok();
            answer.output.version_id = Some(self.keep(&bucket, &key, bytes));
        }
        Ok(answer)
    }

    async fn delete_object(
        &self,
        req: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        if !is_versioned(&bucket) {
            return self.files.delete_object(req).await;
        }
        self.learn(&bucket);
        if let Some(id) = &req.input.version_id {
            self.forget(&bucket, &key, id);
            return Ok(S3Response::new(DeleteObjectOutput::default()));
        }
        let answer = self.files.delete_object(req).await?;
        self.keep(&bucket, &key, None);
        Ok(answer)
    }

    async fn get_bucket_versioning(
        &self,
        req: S3Request<GetBucketVersioningInput>,
    ) -> S3Result<S3Response<GetBucketVersioningOutput>> {
        let enabled = BucketVersioningStatus::from_static(BucketVersioningStatus::ENABLED);
        let status = is_versioned(&req.input.bucket).then_some(enabled);
        Ok(S3Response::new(GetBucketVersioningOutput { status, ..Default::default() }))
    }

    async fn list_object_versions(
        &self,
        req: S3Request<ListObjectVersionsInput>,
    ) -> S3Result<S3Response<ListObjectVersionsOutput>> {
        let input = req.input;
        if !is_versioned(&input.bucket) {
            return Err(s3_error!(NotImplemented));
        }
        self.learn(&input.bucket);
        let prefix = input.prefix.unwrap_or_default();
        let kept = self.kept.lock().unwrap();
        let mut output = ListObjectVersionsOutput { is_truncated: Some(false), ..Default::default() };
        let (mut versions, mut marks) = (Vec::new(), Vec::new());
        for ((bucket, key), all) in kept.iter() {
            if *bucket != input.bucket || !key.starts_with(&prefix) {
                continue;
            }
            for (at, one) in all.iter().enumerate().rev() {
                let (latest, id) = (Some(at + 1 == all.len()), Some(one.id.clone()));
                let key = Some(key.clone());
                match &one.bytes {
                    Some(_) => versions.push(ObjectVersion {
                        is_latest: latest,
                        key,
                        version_id: id,
                        ..Default::default()
                    }),
                    None => marks.push(DeleteMarkerEntry {
                        is_latest: latest,
                        key,
                        version_id: id,
                        ..Default::default()
                    }),
                }
            }
        }
        output.versions = Some(versions);
        output.delete_markers = Some(marks);
        Ok(S3Response::new(output))
    }

    async fn create_multipart_upload(
        &self,
        req: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        self.files.create_multipart_upload(req).await
    }

    async fn upload_part(&self, req: S3Request<UploadPartInput>) -> S3Result<S3Response<UploadPartOutput>> {
        self.files.upload_part(req).await
    }

    async fn complete_multipart_upload(
        &self,
        req: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        self.files.complete_multipart_upload(req).await
    }

    async fn abort_multipart_upload(
        &self,
        req: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        self.files.abort_multipart_upload(req).await
    }
}
