-- The RADIUS server's accounts and accounting: MariaDB. It knows a customer by login; no foreign key says so.
CREATE TABLE radcheck (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    username VARCHAR(64) NOT NULL DEFAULT '',
    attribute VARCHAR(64) NOT NULL DEFAULT '',
    op CHAR(2) NOT NULL DEFAULT '==',
    value VARCHAR(253) NOT NULL DEFAULT '',
    KEY username (username)
) CHARACTER SET utf8mb4;
CREATE TABLE radacct (
    radacctid BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    acctsessionid VARCHAR(64) NOT NULL DEFAULT '',
    username VARCHAR(64) NOT NULL DEFAULT '',
    nasipaddress VARCHAR(15) NOT NULL DEFAULT '',
    acctstarttime DATETIME NULL,
    acctstoptime DATETIME NULL,
    acctsessiontime INT UNSIGNED NULL,
    callingstationid VARCHAR(50) NOT NULL DEFAULT '',
    acctterminatecause VARCHAR(32) NOT NULL DEFAULT '',
    KEY username (username),
    KEY acctstarttime (acctstarttime)
) CHARACTER SET utf8mb4;
